/** Keeps the newest text in view as long as the reader stays at the end, and leaves a reader alone who went up. */

import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { useStore } from "../store/useStore";

// Closer than this many pixels counts as being at the end.
const NEAR = 48;

interface Follow {
  frame: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** The reader is somewhere above the end. */
  away: boolean;
  jump: () => void;
}

export function useFollow(): Follow {
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [away, setAway] = useState(false);
  const followAssistant = useStore((state) => state.settings?.followAssistant !== false);

  const jump = useCallback(() => {
    following.current = true;
    setAway(false);
    toEnd(frame.current);
  }, []);

  useEffect(() => {
    const box = frame.current;
    const inside = content.current;
    if (!box || !inside) return;
    let last = box.scrollTop;
    const scrolled = () => {
      const near = distance(box) < NEAR;
      // Text that grows moves the end away without a scroll upwards: that is not the reader leaving.
      if (box.scrollTop < last && !near) following.current = false;
      if (near) following.current = true;
      last = box.scrollTop;
      setAway(!near && !following.current && !isAtQuestion(box));
    };
    const grown = () => {
      if (following.current && followAssistant) following.current = toNewest(box);
      setAway(distance(box) >= NEAR && !(following.current && followAssistant) && !isAtQuestion(box));
    };
    const observer = new ResizeObserver(grown);
    observer.observe(inside);
    observer.observe(box);
    box.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", scrolled);
    };
  }, [followAssistant]);

  useFollowOwn(jump);
  return { frame, content, away, jump };
}

/** Whoever sends a message wants to see it, wherever the reader was. */
function useFollowOwn(jump: () => void): void {
  const followUser = useStore((state) => state.settings?.followUser !== false);
  const newest = useStore((state) => {
    const id = state.messages.at(-1);
    return id !== undefined && state.steps.get(id)?.type === "user_message" ? id : null;
  });
  useEffect(() => {
    if (newest !== null && followUser) jump();
  }, [newest, followUser, jump]);
}

function distance(box: HTMLElement): number {
  return box.scrollHeight - box.scrollTop - box.clientHeight;
}

/** Shows the end, or a question that does not fit from its beginning on; whether that is the end. */
function toNewest(box: HTMLElement): boolean {
  const above = questionTop(box);
  if (above === null || distance(box) <= above) {
    toEnd(box);
    return true;
  }
  box.scrollTop += above;
  return false;
}

/** Whoever fills in a long form at the end is not away from it. */
function isAtQuestion(box: HTMLElement): boolean {
  const top = questionTop(box);
  return top !== null && top < box.clientHeight;
}

/** How far below the frame's upper edge the question begins that is asked at the end; null if none is. */
function questionTop(box: HTMLElement): number | null {
  const last = Array.from(box.querySelectorAll("article")).at(-1);
  return last?.classList.contains("asking") ? last.getBoundingClientRect().top - box.getBoundingClientRect().top : null;
}

function toEnd(box: HTMLElement | null): void {
  if (box) box.scrollTop = box.scrollHeight;
}
