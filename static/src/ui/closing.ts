/** The end of a session, as phones and room screens count to it. */

/** Before a session ends it is time to bring it to a close. */
export const CLOSING_MS = 5 * 60_000;

/** Minutes and seconds, such as 4:09; never below zero. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
