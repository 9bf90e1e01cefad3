namespace MlOpsDashboard.Core.Models;

/// <summary>A step of lineage: the custom model that a run was started on.</summary>
/// <param name="CameFrom">In words: "pretrained_model.keras, brought by anna".</param>
public sealed record CustomModelLink(CustomModelId Id, string Name, string Sha256, string CameFrom);
