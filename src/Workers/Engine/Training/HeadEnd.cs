namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>The last layer of a head of one output.</summary>
/// <param name="Units">Its outputs an example.</param>
/// <param name="Activation">Keras's name.</param>
public sealed record HeadEnd(int Units, string Activation)
{
    /// <summary>Why it must be so, for the refusal of a file that ends otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether a file's own end may have any activation.</summary>
    public bool TakesAnyActivation { get; init; }

    /// <summary>Brings outputs from what is trained on to what is answered: y * scale + offset; null where they are the same.</summary>
    public (double[] Scale, double[] Offset)? Rescaling { get; init; }
}
