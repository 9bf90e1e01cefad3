using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models.Cards;

namespace MlOpsDashboard.Registry.Models.Cards;

/// <summary>What somebody wrote in a section of a model card. Rows are added and never changed: the newest of a section stands.</summary>
public sealed class ModelCardEditRow
{
    public long Id { get; set; }
    public ModelVersionId VersionId { get; set; }
    public CardSection Section { get; set; }
    public string Text { get; set; } = "";
    public string By { get; set; } = "";

    /// <summary>The person a program wrote for, or null.</summary>
    public string? OnBehalfOf { get; set; }
    public DateTimeOffset At { get; set; }
}
