// A component whose code is fetched when it is first shown.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

export function lazy(load: () => Promise<ComponentType>): ComponentType {
  return function Lazy() {
    const [Shown, setShown] = useState<ComponentType | null>(null);
    useEffect(() => {
      load().then(
        (component) => setShown(() => component),
        // Without its code the part stays empty; the panel beside it still works.
        () => undefined,
      );
    }, []);
    return Shown ? <Shown /> : null;
  };
}
