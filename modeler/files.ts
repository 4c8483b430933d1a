import type Modeler from 'bpmn-js/lib/Modeler';

export function download(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export async function exportBpmn(editor: Modeler, name: string): Promise<void> {
  const { xml } = await editor.saveXML({ format: true });
  download(new Blob([xml ?? ''], { type: 'application/xml' }), `${name}.bpmn`);
}

export async function exportSvg(editor: Modeler, name: string): Promise<void> {
  const { svg } = await editor.saveSVG();
  download(new Blob([svg], { type: 'image/svg+xml' }), `${name}.svg`);
}

/** Twice as fine as on the screen, for print. */
export async function exportPng(editor: Modeler, name: string): Promise<void> {
  const { svg } = await editor.saveSVG();
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    // Browsers draw nothing at all beyond some 16,000 px.
    const scale = Math.min(2, 12_000 / image.width, 12_000 / image.height);
    canvas.width = Math.ceil(image.width * scale);
    canvas.height = Math.ceil(image.height * scale);
    const sheet = canvas.getContext('2d')!;
    sheet.fillStyle = '#fff';
    sheet.fillRect(0, 0, canvas.width, canvas.height);
    sheet.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!png) throw new Error('图片过大，没有能够生成');
    download(png, `${name}.png`);
  } finally {
    URL.revokeObjectURL(url);
  }
}
