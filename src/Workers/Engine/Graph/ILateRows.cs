using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>Keeps a large table of which each step reads and moves a few rows: the others are brought up to date when they are read.</summary>
internal interface ILateRows
{
    /// <summary>Brings every row up to date.</summary>
    void Settle();

    /// <summary>Some rows as they are now, (count, width); what it gives is the caller's. While gradients are recorded, theirs are kept for
    /// <see cref="Gradient"/>.</summary>
    /// <param name="rows">Their numbers, int64, in any order and repeated as often as they are read.</param>
    Tensor Lookup(Tensor rows);

    /// <summary>The gradient of the rows that were looked up since <see cref="ClearGradient"/>, each row once; null where none was.</summary>
    Tensor? Gradient { get; }

    void ClearGradient();
}
