using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.Http.Uploads;

/// <summary>The whole upload is refused, not one of its files.</summary>
public sealed class UploadRefusedException(Refusal reason) : Exception(reason.Sentence)
{
    public Refusal Reason { get; } = reason;
}
