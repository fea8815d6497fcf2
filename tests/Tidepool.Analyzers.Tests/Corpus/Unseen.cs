using Tidepool; using System.Buffers; using System.Text;
namespace Corpus;
// Faults that no rule finds yet. Each says which rule's it would be; one that is found moves to the other files.
public sealed class Unseen(BytePool pool)
{
    private ByteLease _lease; private readonly List<ByteLease> _list = [];
    public void U02() { _lease = pool.Rent(1); _lease = pool.Rent(2); } // unseen TIDE001
    public void U03() { List<ByteLease> list = [pool.Rent(1)]; Console.WriteLine(list.Count); } // unseen TIDE001
    public void U10() { var l = pool.Rent(1); _list.Add(l); l.Return(); _list[0].Span[0] = 1; } // unseen TIDE002
}
