// Words that Decap CMS has not in Vietnamese, or not as an office says them.
const words = {
  auth: { loginWithForgejo: "Đăng nhập bằng Forgejo" },
  collection: {
    collectionTop: { viewAs: "Cách xem", viewAsList: "Dạng danh sách", viewAsGrid: "Dạng ô", groupBy: "Nhóm theo" },
    entries: { unpublishedHeader: "Chưa công bố" },
    groups: { other: "Khác", negateLabel: "Không %{label}" },
  },
  editor: {
    editorControl: { field: { widgetLabel: "Ô %{widgetLabel}" } },
    editorInterface: { togglePreview: "Bật, tắt xem trước", toggleScrollSync: "Cuộn cùng nhau", toggleNotes: "Bật, tắt ghi chú" },
    editorToolbar: {
      status: "Trạng thái: %{status}",
      deployPreviewPendingButtonLabel: "Tìm trang xem xét",
      deployPreviewButtonLabel: "Trang xem xét, kết quả kiểm tra",
      deleteUnpublishedChanges: "Bỏ thay đổi",
      deleteUnpublishedEntry: "Bỏ bản mới",
      statusInfoTooltipDraft: "Đang soạn. Soạn xong, chuyển sang “Đang xem xét” để gửi người xem xét.",
      statusInfoTooltipInReview: "Đang được xem xét. Anh, chị vẫn có thể sửa tiếp trong lúc này.",
    },
    editorWidgets: {
      list: { add: "Thêm %{item}", addType: "Thêm %{item}" },
      markdown: {
        bold: "Đậm",
        italic: "Nghiêng",
        strikethrough: "Gạch ngang",
        code: "Mã",
        link: "Liên kết",
        linkPrompt: "Địa chỉ của liên kết",
        headings: "Đề mục",
        quote: "Trích dẫn",
        bulletedList: "Danh sách",
        numberedList: "Danh sách đánh số",
        addComponent: "Thêm thành phần",
        toggleMode: { rich: "Soạn như văn bản", markdown: "Soạn bằng Markdown" },
      },
      image: {
        chooseMultiple: "Chọn các hình",
        chooseUrl: "Lấy từ địa chỉ",
        replaceUrl: "Thay bằng địa chỉ",
        promptUrl: "Địa chỉ của hình",
        addMore: "Thêm hình",
        removeAll: "Bỏ mọi hình",
      },
      file: {
        chooseMultiple: "Chọn các tệp",
        chooseUrl: "Lấy từ địa chỉ",
        replaceUrl: "Thay bằng địa chỉ",
        promptUrl: "Địa chỉ của tệp",
        addMore: "Thêm tệp",
        removeAll: "Bỏ mọi tệp",
      },
      datetime: { setToNow: "Đặt %{fieldLabel} là lúc này" },
      object: { expand: "Mở ra", collapse: "Thu lại" },
    },
  },
  mediaLibrary: {
    mediaLibraryCard: { copy: "Sao chép", copyUrl: "Sao chép địa chỉ", copyPath: "Sao chép đường dẫn", copyName: "Sao chép tên", copied: "Đã sao chép" },
    mediaLibraryModal: { close: "Đóng" },
  },
  ui: {
    settingsDropdown: { account: "Tài khoản" },
    toast: { onFailToPersist: "Chưa lưu được. %{details}" },
  },
};
function say(into, said) {
  for (const [name, part] of Object.entries(said))
    if (typeof part === "string") into[name] = part;
    else say((into[name] ??= {}), part);
}
say(CMS.getLocale("vi"), words);
