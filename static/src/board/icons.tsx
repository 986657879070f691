/** Signs that say without colour what colour says too. They are never alone: words stand beside them. */
import type { ComponentChildren } from "preact";

function Sign({ children }: { children: ComponentChildren }) {
  return (
    <svg class="sign" viewBox="0 0 24 24" aria-hidden="true">
      {children}
    </svg>
  );
}

/** Somebody starts this conversation. */
export function Lead() {
  return (
    <Sign>
      <path class="sign__full" d="M3 4h18v12H11l-5 5v-5H3z" />
    </Sign>
  );
}

/** Somebody wants to learn this. */
export function Learn() {
  return (
    <Sign>
      <path d="M3 4h18v13H11l-4.5 4v-4H3z" />
      <path d="M9.8 8.5a2.3 2.3 0 1 1 3.1 2.1c-.6.3-.9.7-.9 1.4M12 14v.1" />
    </Sign>
  );
}

export function LostLink() {
  return (
    <Sign>
      <path d="M12 3 22.5 21h-21z" />
      <path d="M12 9.5v5.5M12 17v1.6" />
    </Sign>
  );
}

export function Said() {
  return (
    <Sign>
      <path d="M3 9.5v5h4l9 5v-15l-9 5zM19.5 9a4.5 4.5 0 0 1 0 6" />
    </Sign>
  );
}

export function Place() {
  return (
    <Sign>
      <path d="M12 21.5c4.5-5 6.8-8.4 6.8-11.6a6.8 6.8 0 0 0-13.6 0c0 3.2 2.3 6.6 6.8 11.6z" />
      <circle class="sign__full" cx="12" cy="9.8" r="2" />
    </Sign>
  );
}
