namespace MlOpsDashboard.Core.Runs;

public sealed record BackboneLayer(int Index, string Name, string Class, long Parameters)
{
    /// <summary>Batch first, null where open; null where it is not known.</summary>
    public IReadOnlyList<long?>? OutputShape { get; init; }
}
