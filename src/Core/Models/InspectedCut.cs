namespace MlOpsDashboard.Core.Models;

/// <param name="Index">As in Keras's <c>model.layers[-2]</c>: below 0.</param>
public sealed record InspectedCut(string Layer, int Index);
