// What the page uses of D3, as one module.
export { bisectCenter, extent, max, min } from 'd3-array';
export { scaleLinear } from 'd3-scale';
export { area, curveMonotoneX, line } from 'd3-shape';
