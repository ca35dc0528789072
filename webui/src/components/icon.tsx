/** Line drawings on a grid of 24; decoration, hidden from screen readers. */
const drawings = {
  arrowLeft: "M19 12H5M11 6l-6 6 6 6",
  arrowDown: "M12 5v14M6 13l6 6 6-6",
  arrowUp: "M12 19V5M6 11l6-6 6 6",
  audio: "M9 18V6l10-2v12M9 18a2.5 2.5 0 11-5 0 2.5 2.5 0 015 0zM19 16a2.5 2.5 0 11-5 0 2.5 2.5 0 015 0z",
  chart: "M4 20h16M7 16v-5M12 16V5M17 16V9",
  check: "M5 12.5l4.5 4.5L19 7.5",
  chevron: "M9 6l6 6-6 6",
  circle: "M12 4a8 8 0 100 16 8 8 0 000-16z",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  download: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  element: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  error: "M12 8v5M12 16.4v.1M12 3.5a8.5 8.5 0 100 17 8.5 8.5 0 000-17z",
  file: "M14 3.5H6.5v17h11V7zM14 3.5V7h3.5",
  image: "M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 16M15.5 9.2v.1",
  minus: "M5 12h14",
  moon: "M20 14.2A8.2 8.2 0 119.8 4a6.6 6.6 0 0010.2 10.2z",
  open: "M14 4h6v6M20 4l-9 9M10 5H5v14h14v-5",
  page: "M6 3.5h12v17H6zM9 8h6M9 12h6M9 16h4",
  panel: "M4 5h16v14H4zM14 5v14",
  pen: "M12.5 5H5v14h14v-7.5M10 14l.7-3L18 3.7l2.3 2.3L13 13.3z",
  plus: "M12 5v14M5 12h14",
  question: "M4 5h16v11h-8l-5 4v-4H4zM9.7 8.8a2.4 2.4 0 114 1.8c-.9.6-1.7 1-1.7 2M12 13.9v.1",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14",
  tasks: "M4 6.5l1.5 1.5L8 5M4 13l1.5 1.5L8 11.5M4 19.5L5.5 21 8 18M11.5 6.5H20M11.5 13H20M11.5 19.5H20",
  text: "M5 6h14M5 10h14M5 14h14M5 18h8",
  thumbDown: "M8 13.5V4.5H5v9zM8 13.5l4 7c1.5 0 2.200-1 2-2.300L13.5 14.5h4.300c1.300 0 2.200-1.200 1.900-2.400l-1.400-6c-.2-.9-1-1.600-2-1.600H8",
  thumbUp: "M8 10.5v9H5v-9zM8 10.5l4-7c1.5 0 2.200 1 2 2.300L13.5 9.5h4.300c1.300 0 2.200 1.200 1.900 2.400l-1.400 6c-.2.9-1 1.600-2 1.600H8",
  video: "M4 6h11v12H4zM15 11l5-3v8l-5-3",
  warning: "M12 4L3 19.5h18zM12 10v4M12 16.800v.1",
  system: "M3.5 5h17v11h-17zM9 20h6M12 16v4",
} as const;

export type IconName = keyof typeof drawings;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={drawings[name]} />
    </svg>
  );
}
