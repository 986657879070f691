/** The pages about who is where and when: one file, for whoever opens one of them opens the others too. */
export { DayPage } from "./day-page.tsx";
export { NowPage } from "./now-page.tsx";
export { SchedulePage } from "./schedule-page.tsx";
