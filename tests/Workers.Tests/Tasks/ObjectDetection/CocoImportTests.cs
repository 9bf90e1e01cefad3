using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Tests.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>COCO files as programs export them.</summary>
public sealed class CocoImportTests
{
    private const string Categories = """[{"id":7,"name":"dog","supercategory":"animal"},{"id":3,"name":"cat","supercategory":"animal"}]""";

    [Fact]
    public async Task Boxes_AreOfNamesInOrdinalOrder_WithAreaAndFlags_AndPicturesWithoutAnyStay()
    {
        var coco = $$"""
            {"info":{"year":2017},"licenses":[],"categories":{{Categories}},
             "annotations":[
               {"id":1,"image_id":10,"category_id":7,"bbox":[1.5,2.25,10,4],"area":33.5,"iscrowd":0,"segmentation":[[1,2,3,4,5,6]]},
               {"id":2,"image_id":10,"category_id":3,"bbox":[0,0,24,16],"iscrowd":1,"segmentation":{"size":[16,24],"counts":[0,384]} }],
             "images":[{"id":10,"file_name":"a.png","width":24,"height":16},{"id":11,"file_name":"b.png","width":24,"height":16}]}
            """;
        using var bench = new ImportBench();
        var import = await BoxImport.OfAsync(bench, Zip(("annotations/instances_all.json", coco), "images/a.png", "images/b.png"));
        Assert.Equal(["cat", "dog"], import.Names);
        Assert.Equal(["images/a.png", "images/b.png"], import.Paths);
        Assert.Equal(["dog 1.5 2.25 11.5 6.25", "cat 0 0 24 16"], import.Boxes("images/a.png"));
        var objects = import.Objects("images/a.png");
        Assert.Equal((24, 16), (objects.Width, objects.Height));
        Assert.Equal([(33.5, false), (384, true)], objects.Objects.Select(found => (found.Area, found.IsCrowd)));
        Assert.Empty(import.Boxes("images/b.png"));
        Assert.Equal(["crowd"], import.Kinds);
        Assert.Equal("1 region is a crowd: it counts neither as found nor as missed: 2.", import.Said("crowd"));
        Assert.All(import.Manifest.Entries, entry => Assert.Null(entry.Part));
    }

    [Fact]
    public async Task FoldersOfParts_EachWithAFile_AreTheSplit_AndASuperCategoryIsNoClass()
    {
        const string Exported = """
            {"categories":[{"id":0,"name":"cells","supercategory":"none"},{"id":1,"name":"Platelets","supercategory":"cells"},{"id":2,"name":"RBC","supercategory":"cells"},{"id":4,"name":"rare","supercategory":"none"}],
             "images":[{"id":0,"license":1,"file_name":"NAME","height":16,"width":24}],
             "annotations":[{"id":0,"image_id":0,"category_id":CLASS,"bbox":[1,2,3,4],"area":12,"segmentation":[],"iscrowd":0}]}
            """;
        using var bench = new ImportBench();
        var zip = new ZipForge();
        foreach (var (part, number, seed) in new[] { ("train", "1", 1), ("valid", "2", 2), ("test", "2", 3) })
        {
            zip.Add($"export/{part}/p{seed}.png", TestPictures.Png(seed));
            zip.Add($"export/{part}/_annotations.coco.json", BoxImport.Text(Exported.Replace("NAME", $"p{seed}.png").Replace("CLASS", number)));
        }
        zip.Add("export/README.dataset.txt", "made up"u8.ToArray());
        var import = await BoxImport.OfAsync(bench, zip);
        Assert.Equal(["Platelets", "RBC", "rare"], import.Names);
        Assert.Equal(["test/p3.png", "train/p1.png", "valid/p2.png"], import.Paths);
        Assert.Equal(["test", "training", "validation"], import.Manifest.Entries.Select(entry => entry.Part));
        Assert.Equal("1 category without any box that only stands above others is no class: cells.", import.Said("superCategory"));
        Assert.Equal(["superCategory"], import.Kinds);
        Assert.Equal(0, import.Report.RefusedCount);
        Assert.Equal(["RBC 1 2 4 6"], import.Boxes("valid/p2.png"));
    }

    [Fact]
    public async Task NumberedYears_NameParts_AndOtherKindsOfFilesAreLeftAside()
    {
        string Of(int id, string file) =>
            $$"""{"images":[{"id":{{id}},"file_name":"{{file}}"}],"annotations":[{"id":{{id}},"image_id":{{id}},"category_id":3,"bbox":[0,0,2,2]}],"categories":{{Categories}}}""";
        using var bench = new ImportBench();
        var import = await BoxImport.OfAsync(
            bench,
            Zip(
                ("annotations/instances_train2017.json", Of(1, "000.png")),
                ("annotations/instances_val2017.json", Of(2, "000.png")),
                ("annotations/captions_val2017.json", """{"images":[{"id":2,"file_name":"000.png"}],"annotations":[{"id":1,"image_id":2,"caption":"a"}]}"""),
                ("annotations/person_keypoints_val2017.json", Of(2, "000.png")),
                "train2017/000.png",
                "val2017/000.png"
            )
        );
        Assert.Equal(["training", "validation"], import.Manifest.Entries.Select(entry => entry.Part));
        Assert.Equal(["cat 0 0 2 2"], import.Boxes("val2017/000.png"));
        Assert.Empty(import.Kinds);
    }

    [Theory]
    [InlineData("sub/a b.png", "sub/a b.png")]
    [InlineData("/home/me/project/sub/a b.png", "sub/a b.png")]
    [InlineData("C:\\\\data\\\\sub\\\\a b.png", "sub/a b.png")]
    [InlineData("https://example.org/data/sub/a%20b.png?size=1", "sub/a b.png")]
    [InlineData("a%20b.png", "sub/a b.png")]
    [InlineData("A B.PNG", "sub/a b.png")]
    [InlineData("cafe\\u0301.png", "sub/caf\u00E9.png")]
    [InlineData("caf%C3%A9.png", "sub/caf\u00E9.png")]
    [InlineData("../sub/./a b.png", "sub/a b.png")]
    public async Task AName_IsThatOfThePicture_HoweverItIsWritten(string written, string file)
    {
        using var bench = new ImportBench();
        var coco =
            $$"""{"images":[{"id":1,"file_name":"{{written}}"}],"annotations":[{"id":1,"image_id":1,"category_id":3,"bbox":[0,0,2,2]}],"categories":{{Categories}}}""";
        var import = await BoxImport.OfAsync(bench, Zip(("annotations/labels.json", coco), file, "other/x.png"));
        Assert.Equal([file], import.Paths);
        Assert.Single(import.Boxes(file));
        Assert.Equal([("other/x.png", "no-class")], import.Report.Refused.Select(refused => (refused.Path, refused.Code)));
    }

    [Fact]
    public async Task WhatIsWrong_IsMendedOrLeftOut_AndSaidWithIds()
    {
        const string Coco = """
            {"images":[{"id":1,"file_name":"a.png","width":24,"height":16},{"id":2,"file_name":"b.png","width":24,"height":16},
                       {"id":2,"file_name":"c.png","width":24,"height":16},{"id":5,"file_name":"gone.png"}],
             "categories":[{"id":1,"name":"cat"},{"id":1,"name":"again"},{"id":2,"name":"cat"},{"id":3,"name":""}],
             "annotations":[
               {"id":0,"image_id":1,"category_id":1,"bbox":[1,1,2,2]},
               {"id":11,"image_id":1,"category_id":1,"bbox":[-3,4,10,20]},
               {"id":12,"image_id":1,"category_id":1,"bbox":[30,4,10,20]},
               {"id":13,"image_id":1,"category_id":1,"bbox":[3,4,0,20]},
               {"id":14,"image_id":1,"category_id":1,"bbox":[3,4,-5,20]},
               {"id":15,"image_id":1,"category_id":1,"bbox":[3,NaN,5,20]},
               {"id":16,"image_id":1,"category_id":1,"bbox":[3,Infinity,5,20]},
               {"id":17,"image_id":1,"category_id":1,"bbox":[3,4,5]},
               {"id":18,"image_id":1,"category_id":1,"segmentation":[[1,2,5,3,4,9],[2,1,2,2,2,3]]},
               {"id":19,"image_id":99,"category_id":1,"bbox":[1,1,2,2]},
               {"id":20,"image_id":1,"category_id":98,"bbox":[1,1,2,2]},
               {"id":0,"image_id":1,"category_id":1,"bbox":[1,1,2,2]},
               {"id":11,"image_id":2,"category_id":2,"bbox":[1,1,2,2]},
               {"id":21,"image_id":5,"category_id":1,"bbox":[1,1,2,2]},
               {"id":22,"image_id":2,"category_id":3,"bbox":["1","2.5",3,4]},
               {"image_id":2,"category_id":3,"bbox":null}]}
            """;
        using var bench = new ImportBench();
        var import = await BoxImport.OfAsync(bench, Zip(("x.json", Coco), "a.png", "b.png", "c.png"));
        Assert.Equal(["3", "cat"], import.Names);
        Assert.Equal(["cat 1 1 3 3", "cat 0 4 7 16", "cat 1 1 5 9"], import.Boxes("a.png"));
        Assert.Equal(["cat 1 1 3 3", "3 1 2.5 4 6.5"], import.Boxes("b.png"));
        Assert.Equal(
            [
                ("duplicateBox", "0"),
                ("duplicateCategory", "1"),
                ("duplicateId", "11"),
                ("duplicateImage", "2"),
                ("elsewhere", "12"),
                ("empty", "13, 14"),
                ("noBox", "#16, 17"),
                ("notFinite", "15, 16"),
                ("ofOutline", "18"),
                ("outside", "11"),
                ("sameCategory", "cat"),
                ("unknownCategory", "20"),
                ("unknownImage", "19"),
                ("unnamedCategory", "3"),
            ],
            import.Kinds.Select(kind => (kind, import.Said(kind)!.TrimEnd('.').Split(": ")[^1]))
        );
        Assert.Equal([("c.png", "duplicate-id"), ("gone.png", "missing")], import.Report.Refused.Select(refused => (refused.Path, refused.Code)));
    }

    [Fact]
    public async Task IdsThatAreTexts_AreIdsToo()
    {
        const string Coco = """
            {"images":[{"id":"img-a","file_name":"a.png"},{"id":"7","file_name":"b.png"}],"categories":[{"id":"c","name":"cat"}],
             "annotations":[{"id":"x","image_id":"img-a","category_id":"c","bbox":[1,1,2,2]},{"id":"y","image_id":7,"category_id":"c","bbox":[1,1,9,99]}]}
            """;
        using var bench = new ImportBench();
        var import = await BoxImport.OfAsync(bench, Zip(("x.json", Coco), "a.png", "b.png"));
        Assert.Equal(["cat 1 1 3 3"], import.Boxes("a.png"));
        Assert.EndsWith(": y.", import.Said("outside"));
    }

    [Theory]
    [InlineData("48", "32", "cat 1 1 5 4", "scaled")]
    [InlineData("40", "16", "cat 2 2 10 8", "otherSize")]
    [InlineData("24", "16", "cat 2 2 10 8", null)]
    [InlineData("null", "16", "cat 2 2 10 8", null)]
    public async Task APictureOfAnotherSize_TakesItsBoxesWithIt_AndItIsSaid(string width, string height, string box, string? said)
    {
        var coco =
            $$"""{"images":[{"id":1,"file_name":"a.png","width":{{width}},"height":{{height}}}],"annotations":[{"id":1,"image_id":1,"category_id":3,"bbox":[2,2,8,6]}],"categories":{{Categories}}}""";
        using var bench = new ImportBench();
        var import = await BoxImport.OfAsync(bench, Zip(("x.json", coco), "a.png"));
        Assert.Equal([box], import.Boxes("a.png"));
        Assert.Equal(said is null ? [] : [said], import.Kinds);
    }

    [Fact]
    public async Task AFile_IsImportedItself_FromAFolder()
    {
        var coco =
            $$"""{"images":[{"id":1,"file_name":"a.png"}],"annotations":[{"id":1,"image_id":1,"category_id":3,"bbox":[2,2,8,6]}],"categories":{{Categories}}}""";
        using var bench = new ImportBench();
        var folder = bench.WriteFolder(
            "coco",
            ("x.json", BoxImport.Text(coco)),
            ("y.json", BoxImport.Text(coco)),
            ("a.png", TestPictures.Png(1)),
            ("b.png", TestPictures.Png(2))
        );
        Assert.Equal(["a.png"], (await BoxImport.OfAsync(bench, Path.Combine(folder, "x.json"))).Paths);
        var none = await bench.ImportAsync(bench.WriteFolder("none", ("z.json", "{}"u8.ToArray())) + "/z.json");
        Assert.Equal("imports.annotations.none", none.Reason?.Code);
    }

    [Fact]
    public async Task AClassFolder_WithSomeOtherJson_StaysAClassFolder()
    {
        using var bench = new ImportBench();
        var finished = await bench.ImportAsync(ImportBench.Good().Add("notes.json", """{"images":5}"""u8.ToArray()));
        Assert.Null(finished.Report.Kind);
        Assert.Equal(2, finished.Report.Classes.Count);
    }

    [Fact]
    public async Task AlikeNames_AreMergedWhereAsked_WithTheirBoxes()
    {
        const string Coco = """
            {"images":[{"id":1,"file_name":"a.png"}],"categories":[{"id":1,"name":"cat"},{"id":2,"name":"Cat"},{"id":3,"name":"dog"}],
             "annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[1,1,2,2]},{"id":2,"image_id":1,"category_id":2,"bbox":[1,1,3,3]},{"id":3,"image_id":1,"category_id":3,"bbox":[1,1,4,4]}]}
            """;
        using var bench = new ImportBench();
        var folder = bench.WriteFolder("coco", ("x.json", BoxImport.Text(Coco)), ("a.png", TestPictures.Png(1)));
        var finished = await bench.ImportWithAsync(folder, new() { MergeLabels = true });
        var manifest = ImportBench.Manifest(finished);
        Assert.Equal(["cat", "dog"], manifest.ClassNames.Select(name => name.ToLowerInvariant()));
        Assert.Equal([0, 0, 1], TargetKinds.Find(manifest.Kind)!.NamesIn(manifest.Entries[0].Target!));
    }

    private static ZipForge Zip(params object[] files)
    {
        var (zip, seed) = (new ZipForge(), 0);
        foreach (var file in files)
        {
            if (file is (string name, string text))
                zip.Add(name, BoxImport.Text(text), deflate: true);
            else
                zip.Add((string)file, TestPictures.Png(++seed));
        }
        return zip;
    }
}
