/** What the page uses of Preact and signals, loosely: enough to check the page's own code. */
export interface Signal<T> { value: T; peek(): T }
export function signal<T>(value: T): Signal<T>;
export function computed<T>(make: () => T): { readonly value: T; peek(): T };
export function effect(job: () => void | (() => void)): () => void;
export function batch<T>(job: () => T): T;
export function html(strings: TemplateStringsArray, ...values: any[]): any;
export function render(tree: any, into: Element): void;
export function createContext<T>(value: T): any;
export function useContext<T = any>(context: any): T;
export function useState<T>(start: T | (() => T)): [T, (value: T | ((old: T) => T)) => void];
export function useRef<T>(start: T): { current: T };
export function useMemo<T>(make: () => T, on: any[]): T;
export function useEffect(job: () => any, on?: any[]): void;
export function useLayoutEffect(job: () => any, on?: any[]): void;
