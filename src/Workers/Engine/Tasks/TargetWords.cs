using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Tasks;

/// <summary>What a data source says of its examples, in words for refusals.</summary>
internal static class TargetWords
{
    public static string Of(TargetKind kind) => kind switch
    {
        TargetKind.Labels => "several labels a picture",
        TargetKind.Numbers => "numbers",
        _ => "one class a picture",
    };
}
