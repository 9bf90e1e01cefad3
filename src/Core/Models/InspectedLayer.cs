namespace MlOpsDashboard.Core.Models;

/// <param name="Index">In <c>model.layers</c>.</param>
/// <param name="Class">Keras's class.</param>
/// <param name="Inbound">Names of the layers before it.</param>
public sealed record InspectedLayer(int Index, string Name, string Class, IReadOnlyList<long?> OutputShape, long Params, IReadOnlyList<string> Inbound)
{
    /// <summary>Features are a map (None, H, W, C) or a vector (None, C); the input itself is none.</summary>
    public bool CanBeCut => Class != "InputLayer" && OutputShape.Count is 2 or 4 && OutputShape[^1] is not null;
}
