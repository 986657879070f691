/** What this browser keeps for its pages: documents and unanswered commands, under keys that are lists. */

export type Key = (string | number)[];

export interface Database {
  /** Every value whose key begins with `prefix`, in the order of the keys. */
  under(prefix: Key): Promise<[Key, unknown][]>;
  /** Puts and removes in one step: all of it is kept, or nothing. */
  write(puts: readonly (readonly [Key, unknown])[], removed?: readonly Key[]): Promise<void>;
}

const STORE = "kept";
const PATIENCE = 2000; // ms; some browsers never answer after the system has killed their storage process

/** Undefined where nothing can be kept: a private window, a full disk, storage switched off. */
export async function openDatabase(): Promise<Database | undefined> {
  try {
    const database = await opened();
    return {
      async under(prefix) {
        const store = database.transaction(STORE).objectStore(STORE);
        const range = IDBKeyRange.bound(prefix, [...prefix, []]); // a list sorts behind every string and number
        const [keys, values] = await Promise.all([done(store.getAllKeys(range)), done(store.getAll(range))]);
        return keys.map((key, i) => [key as Key, values[i]]);
      },
      write(puts, removed = []) {
        return new Promise((resolve, reject) => {
          const transaction = database.transaction(STORE, "readwrite");
          transaction.oncomplete = () => resolve();
          transaction.onabort = () => reject(transaction.error);
          const store = transaction.objectStore(STORE);
          try {
            for (const [key, value] of puts) store.put(value, key);
            for (const key of removed) store.delete(key);
          } catch (error) {
            reject(error);
            transaction.abort();
          }
        });
      },
    };
  } catch {
    return undefined;
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the browser's database does not answer")), PATIENCE);
    const request = indexedDB.open("edcamp", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    done(request)
      .finally(() => clearTimeout(timer))
      .then((database) => {
        database.onversionchange = () => database.close(); // a newer page must not wait for this one
        resolve(database);
      }, reject);
  });
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
