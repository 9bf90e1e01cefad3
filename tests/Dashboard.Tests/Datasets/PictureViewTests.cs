using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Datasets;

/// <summary>Pictures are shown as the network sees them, and what is read is offered.</summary>
public sealed class PictureViewTests : DashboardContext
{
    private static readonly string Sha256 = new('b', 64);

    public PictureViewTests()
    {
        var module = JSInterop.SetupModule("/js/upload.js");
        module.Mode = JSRuntimeMode.Loose;
        module.SetupModule("attach", _ => true).Mode = JSRuntimeMode.Loose;
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(6, StorageLayout.Upright)]
    public void Gallery_ShowsATurnedPictureTurned(int? turn, string behind)
    {
        Sender.On<ListPictures, PicturePage>(_ => new(1, [new DatasetEntry("cats/1.jpg", "cats", 9, Sha256, 3, 4, ["exif-orientation:6"]) { Turn = turn }]));
        var gallery = Render<Gallery>(p => p.Add(g => g.Version, DatasetVersionId.New()).Add(g => g.Classes, []));
        Assert.Equal(Services.GetRequiredService<MediaAddress>().Thumb($"{Sha256}{behind}"), gallery.Find("img").GetAttribute("src"));
        Assert.Contains("EXIF orientation 6", gallery.Markup, StringComparison.Ordinal);
    }

    /// <summary>What the import decided can be changed where it is said.</summary>
    [Theory]
    [InlineData(WarningCodes.Orientation, false)]
    [InlineData(WarningCodes.OrientationIgnored, true)]
    public void Orientation_CanBeChanged(string code, bool byExif)
    {
        DatasetRevision? asked = null;
        var notices = Render<DatasetNotices>(p =>
            p.Add(n => n.Report, new(1, [], [], 1) { Warnings = [new(code, "7 pictures.")] }).Add(n => n.OnRevise, revision => asked = revision)
        );
        notices.Find(Test($"revise-{code}")).Click();
        Assert.Equal(new TurnPictures(byExif), asked);
    }

    [Theory]
    [InlineData("near-constant", "near-constant")]
    [InlineData("duplicate-of:a/b.png", "same as a/b.png")]
    [InlineData("exif-orientation:3", "EXIF orientation 3")]
    [InlineData("frames:12", "first of 12 frames")]
    public void Flags_AreSaidInWords(string flag, string words) => Assert.Equal(words, FlagList.Say(flag));

    [Fact]
    public void WhatIsOffered_IsWhatIsRead()
    {
        var upload = Render<UploadBox>();
        var tryIt = Render<TryItBox>(p => p.Add(b => b.Predict, (_, _) => throw new NotSupportedException()));
        foreach (var ending in PictureKinds.Endings)
        {
            Assert.Contains(ending, upload.Find("[data-files]").GetAttribute("accept")!.Split(','));
            Assert.Contains(ending, upload.Find("[data-endings]").GetAttribute("data-endings")!.Split(','));
            Assert.Contains(ending, tryIt.Find("[data-files]").GetAttribute("accept")!.Split(','));
            Assert.Contains(ending, tryIt.Find("[data-endings]").GetAttribute("data-endings")!.Split(','));
        }
    }

    [Fact]
    public async Task TryIt_SaysHowThePictureWasRead()
    {
        var box = Render<TryItBox>(p =>
            p.Add(
                b => b.Predict,
                (_, _) =>
                    Task.FromResult(
                        Outcome.Of(
                            new PredictionResult(
                                new("image-classification", ["cat"], null),
                                new() { ["probabilities"] = new System.Text.Json.Nodes.JsonArray(1.0) },
                                3
                            )
                            {
                                Note = new("predictions.unturned.one"),
                            }
                        )
                    )
            )
        );
        await box.InvokeAsync(() => box.Instance.OnChosen(new("picture", 0, 1, 100, 0, "a.heic", [])));
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        Assert.StartsWith("The picture has an EXIF orientation", box.Find(Test("try-note")).TextContent.Trim(), StringComparison.Ordinal);
    }
}
