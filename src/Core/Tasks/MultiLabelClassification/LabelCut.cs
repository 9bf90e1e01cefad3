namespace MlOpsDashboard.Core.Tasks.MultiLabelClassification;

/// <summary>How one label comes out where it is predicted from a threshold on.</summary>
/// <param name="Hits">True and predicted.</param>
/// <param name="Claimed">Predicted.</param>
/// <param name="Support">True.</param>
public sealed record LabelCut(double Threshold, int Hits, int Claimed, int Support)
{
    public int Misses => Support - Hits;

    public int FalseAlarms => Claimed - Hits;

    /// <summary>Null where it is predicted of none.</summary>
    public double? Precision => Claimed == 0 ? null : (double)Hits / Claimed;

    /// <summary>Null where it is true of none.</summary>
    public double? Recall => Support == 0 ? null : (double)Hits / Support;

    /// <summary>Null where it is neither true nor predicted of any.</summary>
    public double? F1 => Support + Claimed == 0 ? null : 2.0 * Hits / (Support + Claimed);
}
