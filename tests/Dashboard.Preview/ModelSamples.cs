using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Sample answers for Datasets, New run, Models and Workers.</summary>
internal static class ModelSamples
{
    public static void Answer(FakeSender sender, RunFeed feed, SamplePictures pictures, bool empty)
    {
        DatasetSamples.Answer(sender, feed, pictures, empty);
        NewRunSamples.Answer(sender, pictures);
        RegistrySamples.Answer(sender, pictures, empty);
        BackboneSamples.Answer(sender, pictures, empty);
        WorkerSamples.Answer(sender, empty);
    }
}
