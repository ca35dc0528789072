import { useEffect, useRef } from "react";
import type { Shown } from "./shown";
import { ElementFrame } from "./elementFrame";

export function AudioView({ element, url }: Shown) {
  return (
    <ElementFrame element={element} url={url}>
      <audio className="w-full" controls preload="metadata" src={url} autoPlay={element.autoPlay} aria-label={element.name} />
    </ElementFrame>
  );
}

export function VideoView({ element, url }: Shown) {
  const player = useRef<HTMLVideoElement>(null);
  const { playing, muted, loop, controls, volume } = element.playerConfig ?? {};
  useEffect(() => {
    if (player.current && typeof volume === "number") player.current.volume = Math.min(1, Math.max(0, volume));
  }, [volume]);
  return (
    <ElementFrame element={element} url={url}>
      <video
        ref={player}
        className="video"
        controls={controls !== false}
        autoPlay={playing === true}
        muted={muted === true}
        loop={loop === true}
        playsInline
        preload="metadata"
        src={url}
        aria-label={element.name}
      />
    </ElementFrame>
  );
}
