/** Where the build puts what is fetched by itself, beside the scripts. */
declare const ICON_FOLDER: string;
declare const PDF_FOLDER: string;
declare const MAP_FOLDER: string;

declare module "plotly.js-cartesian-dist-min";
declare module "plotly.js-strict-dist-min";
