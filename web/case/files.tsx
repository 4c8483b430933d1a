import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../client/queries.ts';
import { fileSize } from '../parts/format.ts';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { When } from '../parts/when.tsx';

/** Files of the case, newest step last, each to download. */
export function Files({ caseId }: { caseId: string }) {
  const files = useQuery(queries.files(caseId));
  if (files.isError) return <ProblemState error={files.error} retry={() => void files.refetch()} />;
  if (files.isPending) return <Loading />;
  if (files.data.items.length === 0) return <Nothing>还没有上传的文件。</Nothing>;
  return (
    <ul className="case-files">
      {files.data.items.map((file) => (
        <li key={file.id}>
          <a href={`/api/files/${file.id}`} download={file.name}>
            <DownloadOutlined aria-hidden /> {file.name}
          </a>{' '}
          <span className="muted">
            {fileSize(file.size)}
            {file.elementName && ` · ${file.elementName}`} · {file.uploadedByName} · <When at={file.uploadedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
