// Lucide describes its pictures as a whole only; each one is a list of SVG elements.
declare module 'lucide/dist/esm/icons/*' {
  const icon: [tag: string, attributes: Record<string, string | number | undefined>][];
  export default icon;
}
