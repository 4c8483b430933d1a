import './chart.css';

/** The room of so many charts until they are there: what is below stays where it is. */
export const ChartsLoading = ({ count }: { count: number }) => (
  <div className="charts" role="status" aria-label="正在加载">
    {Array.from({ length: count }, (_, n) => (
      <figure key={n}>
        <figcaption>&nbsp;</figcaption>
        <div className="chart" />
      </figure>
    ))}
  </div>
);
