namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>Boxes by the cells of a grid that they lie in, so that those near a box are found without looking at all.</summary>
internal sealed class BoxGrid
{
    private const int MostCells = 64;
    private readonly double _left,
        _top,
        _width,
        _height;
    private readonly int _columns,
        _rows;
    private readonly List<int>?[] _cells;
    private readonly int[] _seen;
    private int _asked;

    /// <param name="boxes">All that it will hold or be asked for; cells are about as large as their mean.</param>
    public BoxGrid(ReadOnlySpan<ObjectBox> boxes)
    {
        double right = double.NegativeInfinity,
            bottom = double.NegativeInfinity,
            wide = 0,
            high = 0;
        (_left, _top) = (double.PositiveInfinity, double.PositiveInfinity);
        foreach (ref readonly var box in boxes)
        {
            (_left, _top) = (Math.Min(_left, box.X1), Math.Min(_top, box.Y1));
            (right, bottom) = (Math.Max(right, box.X2), Math.Max(bottom, box.Y2));
            wide += box.Width / boxes.Length;
            high += box.Height / boxes.Length;
        }
        _columns = Cells(right - _left, wide);
        _rows = Cells(bottom - _top, high);
        _width = Math.Max((right - _left) / _columns, double.Epsilon);
        _height = Math.Max((bottom - _top) / _rows, double.Epsilon);
        _cells = new List<int>?[_columns * _rows];
        _seen = new int[boxes.Length];
    }

    public void Add(int index, in ObjectBox box)
    {
        var (x1, x2, y1, y2) = Reach(box);
        for (var y = y1; y <= y2; y++)
        for (var x = x1; x <= x2; x++)
            (_cells[(y * _columns) + x] ??= []).Add(index);
    }

    /// <summary>Those that were added and lie in a cell of the box, each once, until <paramref name="visit"/> says that it has seen enough.</summary>
    /// <returns>Whether it had.</returns>
    public bool Any<T>(in ObjectBox box, ref T visit)
        where T : struct, IBoxVisit
    {
        _asked++;
        var (x1, x2, y1, y2) = Reach(box);
        for (var y = y1; y <= y2; y++)
        for (var x = x1; x <= x2; x++)
        {
            if (_cells[(y * _columns) + x] is not { } cell)
                continue;
            foreach (var index in cell)
            {
                if (_seen[index] == _asked)
                    continue;
                _seen[index] = _asked;
                if (visit.IsEnough(index))
                    return true;
            }
        }
        return false;
    }

    private (int X1, int X2, int Y1, int Y2) Reach(in ObjectBox box) =>
        (
            Cell(box.X1 - _left, _width, _columns),
            Cell(box.X2 - _left, _width, _columns),
            Cell(box.Y1 - _top, _height, _rows),
            Cell(box.Y2 - _top, _height, _rows)
        );

    private static int Cell(double at, double size, int count) => Math.Clamp((int)Math.Min(at / size, count), 0, count - 1);

    private static int Cells(double length, double mean) => mean > 0 ? (int)Math.Clamp(length / mean, 1, MostCells) : 1;
}
