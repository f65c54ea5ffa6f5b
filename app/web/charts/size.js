/** The room that a picture has, kept up to date. */
import { useLayoutEffect, useRef, useState } from "../vendor/preact.js";

/** @returns {[any, number, number]} what to put into `ref`, width and height in pixels */
export function useSize() {
  const ref = useRef(/** @type {HTMLElement|null} */ (null));
  const [[width, height], set] = useState([0, 0]);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => set([element.clientWidth, element.clientHeight]);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return [ref, width, height];
}
