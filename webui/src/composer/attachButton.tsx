import { useRef } from "react";
import { IconButton } from "../components/iconButton";
import { useTranslate } from "../i18n/translate";
import type { UploadPolicy } from "../protocol/settings";
import { dialogFilter } from "./policy";

interface Props {
  policy: UploadPolicy;
  disabled: boolean;
  onFiles: (files: FileList) => void;
}

export function AttachButton({ policy, disabled, onFiles }: Props) {
  const t = useTranslate();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple={policy.maxFiles > 1}
        accept={dialogFilter(policy.accept)}
        onChange={(event) => {
          if (event.target.files) onFiles(event.target.files);
          // The same file may be chosen again.
          event.target.value = "";
        }}
      />
      <IconButton
        icon="plus"
        label={t("chat.input.actions.attachFiles")}
        disabled={disabled}
        onClick={() => input.current?.click()}
      />
    </>
  );
}
