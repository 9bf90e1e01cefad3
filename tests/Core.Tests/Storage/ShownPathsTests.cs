using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Core.Tests.Storage;

public sealed class ShownPathsTests
{
    [Fact]
    public void Of_LeavesTheNamesOfFilesInTheDataFolder_AndEverythingElse()
    {
        var layout = new StorageLayout("/srv/mlops data");
        var met = new Refusal(
            "work.child.refused",
            ("words", $"{layout.Uploads}/1f/cat.png is no picture; {layout.Weights}/resnet50.h5 and /home/me/dog.png are")
        );
        var shown = ShownPaths.Of(new("work.stop.fault", ("why", met)), layout);
        Assert.Contains("cat.png is no picture; /srv/mlops data/weights/resnet50.h5 and /home/me/dog.png are", shown.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("uploads", shown.Sentence, StringComparison.Ordinal);
    }
}
