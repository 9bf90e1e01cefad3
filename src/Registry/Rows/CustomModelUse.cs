using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Rows;

/// <summary>A run was started on a custom model: a step of its lineage, and why the model can't be deleted.</summary>
public sealed class CustomModelUse
{
    public RunId RunId { get; set; }
    public CustomModelId CustomModelId { get; set; }
}
