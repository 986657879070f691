/** How full a room is: as the server says it, see edcamp/web/fullness.py. */

const NEARLY = 0.8;

export type Fullness = "" | "room" | "nearly" | "full";

/** Empty where nobody has said that they are there. */
export function fullness(people: number, seats: number): Fullness {
  if (people === 0) return "";
  if (people >= seats) return "full";
  return people >= NEARLY * seats ? "nearly" : "room";
}
