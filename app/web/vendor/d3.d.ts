/** What the page uses of D3, loosely: enough to check the page's own code. */
export function scaleLinear(domain: number[], range: number[]): any;
export function line(): any;
export function area(): any;
