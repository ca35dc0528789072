import { Icon } from "../components/icon";
import { IconButton } from "../components/iconButton";
import { useTranslate } from "../i18n/translate";
import type { Attachment, Attachments } from "./useAttachments";

export function AttachmentList({ attachments }: { attachments: Attachments }) {
  const t = useTranslate();
  if (attachments.items.length === 0) return null;
  return (
    <ul className="attachments" aria-label={t("chat.fileUpload.attachments")}>
      {attachments.items.map((item) => (
        <AttachmentChip key={item.key} item={item} onRemove={() => attachments.remove(item.key)} />
      ))}
    </ul>
  );
}

function AttachmentChip({ item, onRemove }: { item: Attachment; onRemove: () => void }) {
  const t = useTranslate();
  const uploading = item.status === "uploading";
  const action = uploading ? t("chat.fileUpload.actions.cancelUpload") : t("chat.fileUpload.actions.removeAttachment");
  return (
    <li className={`attachment ${item.status}`} data-status={item.status}>
      <Icon name={item.status === "failed" ? "error" : "file"} />
      <span className="attachment-text">
        <span className="file-name">{item.file.name}</span>
        <Status item={item} />
      </span>
      <IconButton icon="close" label={`${action}: ${item.file.name}`} onClick={onRemove} />
    </li>
  );
}

function Status({ item }: { item: Attachment }) {
  const t = useTranslate();
  if (item.status === "failed") return <small role="alert">{item.error}</small>;
  if (item.status === "ready") return <small>{bytes(item.file.size)}</small>;
  return <progress value={item.progress} aria-label={`${t("chat.fileUpload.status.uploading")}: ${item.file.name}`} />;
}

const UNITS = ["B", "kB", "MB", "GB"] as const;

function bytes(size: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(size, 1)) / 3));
  return `${(size / 1000 ** power).toFixed(power > 0 ? 1 : 0)} ${UNITS[power] ?? ""}`;
}
