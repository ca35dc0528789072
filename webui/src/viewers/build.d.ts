/** Where the build puts what viewers fetch by themselves, relative to their own file. */
declare const PDF_FOLDER: string;
declare const MAP_FOLDER: string;

declare module "plotly.js-cartesian-dist-min";
declare module "plotly.js-strict-dist-min";
