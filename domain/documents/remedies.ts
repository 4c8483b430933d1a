/** Where decisions of the district's approval bureau may be reviewed, and where sued (行政许可法 38). */
export const REVIEWER = '济南市历下区人民政府';
export const COURT = '济南市历下区人民法院';
