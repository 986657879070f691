// Small signs that stand beside words, never instead of them.
const shapes = {
  warning: "M8 1.8 15 14H1L8 1.8Zm-.8 4.6.3 4h1l.3-4H7.2ZM8 11.3a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8Z",
  blocked: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-4 6.2h8v1.6H4V7.2Z",
  pin: "M5 1h6v1.5l-1 .7v3.3l2 1.8V10H8.7v4L8 15.5 7.3 14v-4H4V8.3l2-1.8V3.2l-1-.7V1Z",
  undo: "M6.5 3 2 6.5l4.5 3.5V7.6h3a2.6 2.6 0 0 1 0 5.2H5v1.7h4.5a4.3 4.3 0 0 0 0-8.6h-3V3Z",
  redo: "M9.5 3 14 6.5 9.5 10V7.6h-3a2.6 2.6 0 0 0 0 5.2H11v1.7H6.5a4.3 4.3 0 0 1 0-8.6h3V3Z",
  people: "M8 1.5a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4ZM2 14.5c0-3.2 2.6-5.4 6-5.4s6 2.2 6 5.4H2Z",
  check: "M6.4 12.6 1.8 8l1.5-1.5 3.1 3.1 6.3-6.3L14.2 4.8 6.4 12.6Z",
  late: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.7a5.3 5.3 0 1 1 0 10.6A5.3 5.3 0 0 1 8 2.7ZM7.2 4.5v4l3.2 1.9.8-1.3-2.4-1.4V4.5H7.2Z",
  question:
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.7a5.3 5.3 0 1 1 0 10.6A5.3 5.3 0 0 1 8 2.7ZM5.6 6.4h1.6c0-.5.4-.8.9-.8s.8.3.8.7c0 1-1.7 1-1.7 2.8h1.6c0-1.2 1.7-1.3 1.7-2.9 0-1.2-1-2.1-2.4-2.1S5.6 5 5.6 6.4ZM8 9.8a1 1 0 1 0 0 2 1 1 0 0 0 0-2Z",
} as const;

export type Sign = keyof typeof shapes;

export function Icon({ sign }: { sign: Sign }) {
  return (
    <svg class={`icon icon--${sign}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={shapes[sign]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
