namespace MlOpsDashboard.Core.Training;

/// <summary>
/// A group of layers with a learning rate of its own (discriminative fine-tuning; Howard and Ruder, 2018): the backbone's layers from this one
/// to the next group's first, or to the backbone's end. Layers before the first group, and the head, learn at the stage's rate.
/// </summary>
public sealed record LayerRate
{
    /// <summary>First layer of the group, by name or by place (<c>-20</c>).</summary>
    public LayerReference From { get; init; }

    /// <summary>Times the stage's rate; 0 keeps the weights where they are.</summary>
    public double Multiplier { get; init; } = 1;
}
