using System.Security.Cryptography;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Toy.Tests.Engine;

/// <summary>Reads each sequence once.</summary>
internal sealed class ToySource(LabelledFiles files)
{
    private readonly int[]?[] _marks = new int[files.Files.Count][];
    private readonly Dictionary<int, (string Sha256, Func<RefusedException> Refuse)> _expected = [];

    public LabelledFiles Files => files;

    public int Decoded { get; private set; }

    public void Expect(int row, string sha256, Func<RefusedException> refuse) => _expected[row] = (sha256, refuse);

    public int[] Marks(int row)
    {
        if (_marks[row] is { } known)
        {
            return known;
        }
        var bytes = File.ReadAllBytes(files.FullPath(row));
        if (_expected.TryGetValue(row, out var expected) && expected.Sha256 != Convert.ToHexStringLower(SHA256.HashData(bytes)))
        {
            throw expected.Refuse();
        }
        Decoded++;
        return _marks[row] = JsonSerializer.Deserialize<int[]>(bytes)!;
    }
}
