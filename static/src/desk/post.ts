// What is no command of the camp but a request to the server itself, such as starting a search.
import { t } from "../i18n.ts";

/** What the server answered, or why it did not do it, in words. */
export type Answered = { answer: unknown; refusal?: undefined } | { refusal: string; answer?: undefined };

/** Posts JSON and returns the JSON of the answer. */
export function request(path: string, body: unknown): Promise<Answered> {
  return send(path, JSON.stringify(body), "application/json");
}

/** Posts a file as it is and returns the JSON of the answer. */
export function requestFile(path: string, file: File): Promise<Answered> {
  return send(path, file, "text/csv");
}

async function send(path: string, body: BodyInit, type: string): Promise<Answered> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": type, accept: "application/json" },
      body,
    });
    if (answer.ok) return { answer: await answer.json() };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { refusal: t("The camp cannot be reached right now. Nothing was changed; try again when the line is back.") };
  }
  const message = await refusalIn(answer);
  return { refusal: message ?? t("The camp did not understand this ({status}). Reload the page.", { status: answer.status }) };
}

/** Posts JSON and returns why it was refused, in words; nothing when it was done. */
export async function post(path: string, body: unknown): Promise<string | undefined> {
  return (await request(path, body)).refusal;
}

async function refusalIn(answer: Response): Promise<string | undefined> {
  if (!answer.headers.get("content-type")?.includes("json")) return undefined; // a proxy's own page
  const body: unknown = await answer.json();
  const message = typeof body === "object" && body !== null && "message" in body ? body.message : undefined;
  return typeof message === "string" ? message : undefined;
}
