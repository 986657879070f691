/** Which page an address shows. */

export type Route =
  | { page: "wall" | "propose" | "vote" | "now" | "smackdown" | "day" | "schedule" | "calendar" | "me" }
  | { page: "topic" | "edit" | "kit"; topic: string };

/** The page at `path` in the camp at `base`; undefined for what the phone does not draw, such as the desk. */
export function routeOf(path: string, base: string): Route | undefined {
  if (path !== base && !path.startsWith(`${base}/`)) return undefined;
  const [first = "", second, third, ...more] = path
    .slice(base.length + 1)
    .replace(/\/$/, "")
    .split("/");
  if (more.length > 0) return undefined;
  if (first === "topics" && second) {
    if (third === undefined) return { page: "topic", topic: second };
    return third === "edit" || third === "kit" ? { page: third, topic: second } : undefined;
  }
  if (second !== undefined) return undefined;
  switch (first) {
    case "":
      return { page: "wall" };
    case "propose":
    case "vote":
    case "now":
    case "smackdown":
    case "day":
    case "schedule":
    case "calendar":
    case "me":
      return { page: first };
    default:
      return undefined;
  }
}
