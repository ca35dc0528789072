/** The files that are pasted; null for words. Office programs add a picture of the copied text; the text is meant. */
export function filesOf({ clipboardData }: { readonly clipboardData: DataTransfer | null }): FileList | null {
  if (!clipboardData || clipboardData.files.length === 0 || clipboardData.types.includes("text/rtf")) return null;
  return clipboardData.files;
}
