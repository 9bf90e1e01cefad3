using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>How manifests name each <see cref="TargetKind"/>.</summary>
internal static class TargetKinds
{
    /// <summary>One of <see cref="DatasetKinds"/>.</summary>
    public static string Name(TargetKind kind) => kind switch
    {
        TargetKind.Labels => DatasetKinds.Labels,
        TargetKind.Numbers => DatasetKinds.Numbers,
        _ => DatasetKinds.Class,
    };

    public static TargetKind Named(string kind) => kind switch
    {
        DatasetKinds.Labels => TargetKind.Labels,
        DatasetKinds.Numbers => TargetKind.Numbers,
        _ => TargetKind.Class,
    };

    /// <summary>Files that a task can learn from.</summary>
    /// <exception cref="RefusedException">It can't.</exception>
    public static LabelledFiles For(ITaskCard task, LabelledFiles files) => DatasetKinds.Misfit(task, Name(files.Kind)) is { } sentence ? throw new RefusedException(sentence) : files;
}
