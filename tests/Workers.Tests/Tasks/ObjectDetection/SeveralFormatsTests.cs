using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Annotations;
using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>What all formats of annotation files have in common.</summary>
public sealed class SeveralFormatsTests
{
    [Fact]
    public void AFolderOfTwoFormats_SaysWhichIsRead()
    {
        var folder = Directory.CreateTempSubdirectory("formats-").FullName;
        File.WriteAllBytes(Path.Combine(folder, "a.png"), TestPictures.Png(1, 60, 40));
        File.WriteAllText(
            Path.Combine(folder, "x.json"),
            """{"images":[{"id":1,"file_name":"a.png","width":60,"height":40}],"categories":[{"id":1,"name":"cat"}],"annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[1,2,3,4]}]}"""
        );
        Assert.Empty(DataSource.Open(folder).Notices);
        File.WriteAllText(
            Path.Combine(folder, "a.xml"),
            "<annotation><filename>a.png</filename><size><width>60</width><height>40</height></size><object><name>dog</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object></annotation>"
        );
        var read = DataSource.Open(folder);
        Assert.Equal(["cat"], read.ClassNames);
        Assert.Contains("voc", Assert.Single(read.Notices), StringComparison.OrdinalIgnoreCase);
        Directory.Delete(folder, recursive: true);
    }

    // What a browser does not send is not read.
    [Fact]
    public void EndingsOfEveryFormat_AreSentByTheBrowser() =>
        Assert.Subset(AnnotationKinds.Endings.ToHashSet(), AnnotationFormats.All.SelectMany(format => format.Endings).ToHashSet());
}
