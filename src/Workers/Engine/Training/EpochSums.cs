namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Running sums of an epoch, so that its loss is the mean over samples: a short last batch weighs less.</summary>
public sealed record EpochSums(double Loss = 0, long Correct = 0, long Samples = 0, double Seconds = 0)
{
    public EpochSums Add(double meanLoss, long correct, int samples)
        => this with { Loss = Loss + (meanLoss * samples), Correct = Correct + correct, Samples = Samples + samples };

    /// <summary>float32, as Keras reports it.</summary>
    public double MeanLoss => Samples == 0 ? 0 : (float)(Loss / Samples);

    public double Accuracy => Samples == 0 ? 0 : (float)((double)Correct / Samples);
}
