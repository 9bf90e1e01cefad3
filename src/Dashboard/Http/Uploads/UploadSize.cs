namespace MlOpsDashboard.Dashboard.Http.Uploads;

public sealed record UploadSize(int Files, long Bytes);
