/** What pages use of a browser beside its database, for Node. Importing it puts it in place. */

class FakeDocument extends EventTarget {
  visibilityState: DocumentVisibilityState = "visible";
  documentElement = { lang: "en" };
  scripts = new Map<string, string>();

  getElementById(id: string): { textContent: string } | null {
    const text = this.scripts.get(id);
    return text === undefined ? null : { textContent: text };
  }

  show(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

class FakeStorage {
  private items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  clear(): void {
    this.items.clear();
  }
}

export const page = new FakeDocument();
export const browser = new EventTarget();
export const storage = new FakeStorage();
export const sessions = new FakeStorage();
export const location = { reloads: 0, reload: (): number => ++location.reloads };

const globals = {
  document: page,
  window: browser,
  localStorage: storage,
  sessionStorage: sessions,
  location,
  requestAnimationFrame: (draw: () => void): unknown => setImmediate(draw),
};
for (const [name, value] of Object.entries(globals))
  Object.defineProperty(globalThis, name, { value, configurable: true });

/** Lets everything run that needs no time to pass. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
}
