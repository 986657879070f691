/** Every page but those one begins with: one file, so that what they share with these is not cut into many small ones. */
export { DayPage } from "./day-page.tsx";
export { Extras } from "./extras.tsx";
export { FormPage } from "./form-page.tsx";
export { KitPage } from "./kit-page.tsx";
export { NowPage } from "./now-page.tsx";
export { OneCard } from "./one-card.tsx";
export { Requests } from "./requests.tsx";
export { SchedulePage } from "./schedule-page.tsx";
export { SmackdownPage } from "./smackdown-page.tsx";
