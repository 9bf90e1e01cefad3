namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>A network laid open and cut in two at a set of its tensors; layers and weights are shared.</summary>
/// <param name="Border">What crosses the cut: tensors of the whole network that are not alive and that what is alive reads, or that are its outputs.</param>
/// <param name="Before">From the network's inputs to the border.</param>
/// <param name="After">From the border to the network's outputs.</param>
internal sealed record NetworkCut(IReadOnlyList<KerasTensor> Border, Network Before, Network After)
{
    /// <param name="flat">Laid open, its masks shown (<see cref="MaskFlow.Shown"/>).</param>
    /// <param name="live">Outputs of calls that shall stand behind the cut, with those of all calls that read them.</param>
    /// <param name="before">What the name of the part before the cut ends in.</param>
    /// <returns>Null where nothing crosses.</returns>
    public static NetworkCut? Of(Network flat, IReadOnlySet<KerasTensor> live, string before = "before", string after = "after")
    {
        var border = new List<KerasTensor>();
        foreach (var tensor in flat.Nodes.Where(node => node.Outputs.Any(live.Contains)).SelectMany(node => node.Inputs).Concat(flat.Outputs))
        {
            if (!live.Contains(tensor) && !border.Contains(tensor))
            {
                border.Add(tensor);
            }
        }

        return border.Count == 0
            ? null
            : new NetworkCut(
                border,
                new Network(flat.Inputs, border, $"{flat.Name}_{before}", uniqueNames: false) { Device = flat.Device, ShowsMasks = flat.ShowsMasks },
                new Network(border, flat.Outputs, $"{flat.Name}_{after}", uniqueNames: false) { Device = flat.Device, ShowsMasks = flat.ShowsMasks }
            );
    }
}
