import useEmbla, { type UseEmblaCarouselType } from "embla-carousel-react";
import { createContext, useContext, useEffect, useState, type ComponentProps, type KeyboardEvent } from "react";
import { Icon } from "../../../components/icon";
import { Button } from "./button";
import { cn } from "./styled";

export type CarouselApi = UseEmblaCarouselType[1];

interface Own {
  opts?: Parameters<typeof useEmbla>[0];
  plugins?: Parameters<typeof useEmbla>[1];
  orientation?: "horizontal" | "vertical";
  setApi?: (api: CarouselApi) => void;
}

interface Place {
  readonly box: UseEmblaCarouselType[0];
  readonly api: CarouselApi;
  readonly upright: boolean;
  readonly canGoBack: boolean;
  readonly canGoOn: boolean;
}

const PlaceContext = createContext<Place | null>(null);

function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (!place) throw new Error("This part belongs into a <Carousel />.");
  return place;
}

export function Carousel({ opts, plugins, orientation = "horizontal", setApi, className, ...props }: ComponentProps<"div"> & Own) {
  const upright = orientation === "vertical";
  const [box, api] = useEmbla({ ...opts, axis: upright ? "y" : "x" }, plugins);
  const [ends, setEnds] = useState({ canGoBack: false, canGoOn: false });
  useEffect(() => {
    if (!api) return;
    const look = () => setEnds({ canGoBack: api.canScrollPrev(), canGoOn: api.canScrollNext() });
    look();
    setApi?.(api);
    api.on("reInit", look).on("select", look);
    return () => void api.off("reInit", look).off("select", look);
  }, [api, setApi]);
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") api?.scrollPrev();
    if (event.key === "ArrowRight") api?.scrollNext();
  };
  return (
    <PlaceContext value={{ box, api, upright, ...ends }}>
      <div
        className={cn("relative", className)}
        role="region"
        aria-roledescription="carousel"
        onKeyDownCapture={pressed}
        {...props}
      />
    </PlaceContext>
  );
}

export function CarouselContent({ className, ...props }: ComponentProps<"div">) {
  const { box, upright } = usePlace();
  return (
    <div ref={box} className="overflow-hidden">
      <div className={cn("flex", upright ? "-mt-4 flex-col" : "-ml-4", className)} {...props} />
    </div>
  );
}

export function CarouselItem({ className, ...props }: ComponentProps<"div">) {
  const { upright } = usePlace();
  const classes = cn("min-w-0 shrink-0 grow-0 basis-full", upright ? "pt-4" : "pl-4", className);
  return <div role="group" aria-roledescription="slide" className={classes} {...props} />;
}

export function CarouselPrevious({ className, ...props }: ComponentProps<typeof Button>) {
  const { api, upright, canGoBack } = usePlace();
  const place = upright ? "-top-12 left-1/2 -translate-x-1/2 [&_svg]:-rotate-90" : "top-1/2 -left-12 -translate-y-1/2 [&_svg]:rotate-180";
  return (
    <Button
      variant="outline"
      size="icon"
      className={cn("absolute h-8 w-8 rounded-full", place, className)}
      disabled={!canGoBack}
      aria-label="Previous slide"
      onClick={() => api?.scrollPrev()}
      {...props}
    >
      <Icon name="chevron" size={16} />
    </Button>
  );
}

export function CarouselNext({ className, ...props }: ComponentProps<typeof Button>) {
  const { api, upright, canGoOn } = usePlace();
  const place = upright ? "-bottom-12 left-1/2 -translate-x-1/2 [&_svg]:rotate-90" : "top-1/2 -right-12 -translate-y-1/2";
  return (
    <Button
      variant="outline"
      size="icon"
      className={cn("absolute h-8 w-8 rounded-full", place, className)}
      disabled={!canGoOn}
      aria-label="Next slide"
      onClick={() => api?.scrollNext()}
      {...props}
    >
      <Icon name="chevron" size={16} />
    </Button>
  );
}
