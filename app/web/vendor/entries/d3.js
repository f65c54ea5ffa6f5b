// What the page uses of D3, as one module.
export { scaleLinear } from 'd3-scale';
export { area, line } from 'd3-shape';
